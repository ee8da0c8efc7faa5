"""Walks through the main job with the client: sign in, list, ban, hear of it. Prints one JSON object at the end.

    python3 walk.py ADDRESS LOGIN
"""

import json
import sys
import time
import uuid

from modkeep_client import Client, Closed, ModkeepError


def sign_in(modkeep):
    """Starts the device flow and waits until the person has confirmed on Twitch."""
    started = modkeep.call("accounts.signIn")
    end = time.monotonic() + 30
    while time.monotonic() < end:
        jobs = modkeep.call("jobs.list")["jobs"]
        job = next(job for job in jobs if job["jobId"] == started["jobId"])
        if job["status"] in ("completed", "failed", "cancelled"):
            return job["status"]
        try:
            modkeep.wait_for_event("job.changed", timeout=2, jobId=started["jobId"])
        except TimeoutError:
            pass
    return "timeout"


def channels(modkeep):
    """The channels, which appear some moments after the sign-in."""
    end = time.monotonic() + 15
    while not (found := modkeep.call("channels.list")["channels"]) and time.monotonic() < end:
        time.sleep(0.1)
    return found


def refusal(run):
    try:
        run()
    except (ModkeepError, Closed) as error:
        return error.code
    return None


def main(address, login):
    with Client(address) as modkeep:
        signed_in = sign_in(modkeep)
        channel = next(one for one in channels(modkeep) if one["mode"] == "broadcaster")["id"]
        ban = {"channelId": channel, "user": {"login": login}, "reason": "walk 🚫", "actId": str(uuid.uuid4())}
        modkeep.events.clear()
        banned = modkeep.call("bans.create", ban)["ban"]
        event = modkeep.wait_for_event("bans.changed", channelId=channel)
        listed = modkeep.call("bans.list", {"channelId": channel, "search": login, "limit": 100})
        found = {
            "rights": modkeep.ready["rights"],
            "signIn": signed_in,
            "banned": banned["username"],
            "reason": banned["reason"],
            "event": event["type"],
            "listed": [one["username"] for one in listed["bans"]],
            "unknown": refusal(lambda: modkeep.call("no.such")),
            "wrongKey": refusal(lambda: Client(address[:-43] + "A" * 43)),
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
