"""The OAuth2 server: which programs are known, what people have let them do, and the tokens that prove it.

Owns clients, authorization codes, grants and their tokens, and the passes that lead a browser into the console.
Secrets, codes and tokens are kept as hashes. A grant is one consent and the family of tokens that came of it; a code or
refresh token that comes back after its use is taken for stolen and revokes the whole family.
"""
