"""Does the work that public forms ask for, as a browser would."""

import altcha

from deploy.demo.http import Api


def solved(api: Api) -> dict[str, str]:
    """The header with the solution of a fresh challenge."""
    challenge = altcha.Challenge.from_dict(api.get("/v1/captcha"))
    solution = altcha.solve_challenge(challenge)
    if solution is None:
        raise TimeoutError("the proof of work took too long")
    return {"Rubrica-Captcha": altcha.Payload(challenge, solution).to_base64()}
