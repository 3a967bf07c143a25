"""The workspace: who belongs to it, how they prove it, and everyone it knows.

Owns workspaces, people, team members, invitations, sign-ins and API tokens. One e-mail is one person per workspace; a
team member is a person with the same id. Tells `team_member.invited` and `team_member.joined`.
"""
