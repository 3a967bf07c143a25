"""Scores and comparisons of sessions that are over."""

import csv
import io

from tests.examples.conftest import Past


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_score_attendees_scores_who_was_there(past: Past) -> None:
    done = past.run("score_attendees", past.full)

    rows = rows_of(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert [(row["first_name"], row["score"], row["minutes"], row["attendance_rate"]) for row in rows] == [
        ("Ada", "43.5", "45.0", "75"),
        ("Bo", "12.5", "15.0", "25"),
    ]
    for row in rows:
        parts = [float(value) for name, value in row.items() if name.endswith("_points")]
        assert sum(parts) == float(row["score"])
    assert (rows[0]["messages_count"], rows[0]["messages_points"]) == ("3", "6.0")


def test_score_attendees_of_an_empty_session_is_the_heading(past: Past) -> None:
    done = past.run("score_attendees", past.empty)

    assert (done.returncode, rows_of(done.stdout)) == (0, [])
    assert done.stdout.startswith("email,first_name,last_name,score,")


def test_compare_sessions_as_csv(past: Past) -> None:
    done = past.run("compare_sessions", "--csv")

    names = ("date", "title", "registrants", "attendees", "attendance_rate", "average_minutes", "engagement")
    assert (done.returncode, done.stderr) == (0, "")
    assert [tuple(row[name] for name in names) for row in rows_of(done.stdout)] == [
        ("2026-03-02", "'=Heat, pumps & <old> houses", "3", "2", "67%", "30.0", "1.5"),
        ("2026-03-01", "Heat pumps in old houses", "0", "0", "0%", "0.0", "0.0"),
    ]


def test_compare_sessions_as_a_table(past: Past) -> None:
    done = past.run("compare_sessions", "--since", "2026-03-02", "--last", "5")

    heads, *lines = done.stdout.splitlines()
    assert heads.split("  ")[0] == "date"
    assert [line.split()[-5:] for line in lines] == [["3", "2", "67%", "30.0", "1.5"]]


def test_refusals_are_one_line(past: Past) -> None:
    for script, arguments, token, words in [
        ("score_attendees", ["00000000-0000-4000-8000-000000000000"], None, "The attendees cannot be read: "),
        ("score_attendees", ["../users"], None, "The attendees cannot be read: "),
        ("compare_sessions", [], "nonsense", "you need to verify your authentication"),
        ("upcoming_events", [], "nonsense", "you need to verify your authentication"),
        ("registration_form", ["nothing"], None, "The session cannot be read: "),
    ]:
        done = past.run(script, *arguments, token=token)

        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1), done
        assert words in done.stderr
