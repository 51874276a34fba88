"""Simulated candidates who sit an exam through the real pages: demonstration, smoke test, load generator.

`cohort` makes them in the database, `browser` speaks HTTP, `pages` reads forms, `sitting` is one candidate's way
through the exam, `lines` and `crowd` are thousands at the pace of people, `tally` counts and times.
All of their rows are trial rows.
"""
