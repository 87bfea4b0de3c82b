"""The local stack's public key infrastructure as one HTTP service: EST, OCSP, CRLs and time stamps.

Root → issuing CA → signers' single-use certificates, the organisation's seal and the OCSP responder;
root → TSA. It stands in for a real CA and TSA, by their protocols (RFC 7030, 6960, 5280, 3161).
"""
