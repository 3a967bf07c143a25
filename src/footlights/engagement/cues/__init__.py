"""The run of show: polls, cards and private notes of the host in order, each launched with one click."""
