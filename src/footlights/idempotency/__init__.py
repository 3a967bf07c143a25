"""Answers kept for requests that are sent again with the same Idempotency-Key.

The answer is stored in the transaction of the effect: after a crash either both are there or neither. Refusals change
nothing and are not kept.
"""
