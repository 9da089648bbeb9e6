"""Writes that a server refuses, one after another on kept connections.

Takes the server's URL, a token that may not write, and how many to send. `requests` sends the
head and the body of a request apart, so a server that answers after the head, and closes the
connection without saying so, breaks the request after it. Prints a JSON object: how many were
sent, which statuses came, and why the broken ones broke.
"""

import collections
import json
import sys

import requests

url, token, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
key = {"Idempotency-Key": "k"}
signed = {**key, "Authorization": f"Bearer {token}"}
text = {**signed, "Content-Type": "text/plain"}
strange = {**key, "Authorization": "Bearer no-token"}
small = {"tier": "pro", "reason": "x" * 200}
large = {"tier": "pro", "reason": "x" * 300_000}
huge = {"tier": "pro", "reason": "x" * 1_500_000}
refused = [
    ("PUT", "/v1/tenants/acme/tier", key, small),  # 401: no token
    ("PUT", "/v1/tenants/acme/tier", strange, small),  # 401: a token that does not hold
    ("PUT", "/v1/tenants/acme/tier", signed, small),  # 403: no operator
    ("POST", "/v1/tenants", signed, small),  # 403
    ("POST", "/v1/none", signed, small),  # 404: no route
    ("POST", "/nowhere", key, small),  # 404, past the limits
    ("PATCH", "/v1/tenants/acme/tier", signed, small),  # 405
    ("POST", "/healthz", key, small),  # 405, past the limits
    ("POST", "/v1/tenants/acme/check", text, small),  # 415
    ("PUT", "/v1/tenants/acme/tier", signed, large),  # 403 of a body that is not read to its end
    ("POST", "/v1/checks", signed, huge),  # 413
    ("DELETE", "/v1/tenants/acme/tier", signed, small),  # 403 with a body where none is wanted
]
statuses, broken = collections.Counter(), []
with requests.Session() as session:
    for number in range(times):
        method, path, headers, body = refused[number % len(refused)]
        try:
            answer = session.request(method, url + path, headers=headers, json=body, timeout=60)
            statuses[answer.status_code] += 1
        except requests.RequestException as error:
            broken.append(f"{number}: {method} {path}: {error!r}")
print(json.dumps({"sent": times, "statuses": statuses, "broken": broken}))
