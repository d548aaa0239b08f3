"""An event from its call to its settlement, over the network, with a kill -9 in the middle."""
import json
import signal

from annex_c import SITE, serve


def send(bench, server, token, path, body):
    answer = bench.curl(server, path, token, "--header", "Content-Type: application/json",
                        "--data", json.dumps(body))
    return answer.status, json.loads(answer.body)


def state(bench, server, token, event):
    (shown,) = bench.get(server, token, "GetCemsDrDynamicData", cemsId=SITE,
                         eventId=event).data["events"]
    return shown


def test_an_event_outlives_a_kill(bench):
    server, token = serve(bench, copied=True)
    order = {"action": "create", "cemsId": SITE, "eventId": "E1", "responseType": 1,
             "responseMode": 2, "participationMode": 2,
             "startTime": "2024-07-18T16:00:00+08:00", "endTime": "2024-07-18T17:00:00+08:00",
             "replyDeadline": "2024-07-18T15:00:00+08:00", "invitedPower": 500}
    status, answer = send(bench, server, token, "/ingest/v1/dr-events", order)
    assert status == 200 and answer["data"]["outcome"] == "created", answer
    status, answer = send(bench, server, token, "/ingest/v1/dr-replies",
                          {"eventId": "E1", "optStatus": "optIn", "committedPower": 450})
    assert status == 200 and answer["data"]["outcome"] == "replied", answer
    server.stop(signal.SIGKILL)
    server = bench.serve("--clock", "2024-07-18T16:10:00+08:00", data=bench.data)
    shown = state(bench, server, token, "E1")
    assert (shown["eventStatus"], shown["optStatus"], shown["committedPower"]) == (
        "active", "optIn", "450"), shown
    assert shown["baselinePower"] is not None, shown
    status, answer = send(bench, server, token, "/ingest/v1/dr-replies",
                          {"eventId": "E1", "optStatus": "optOut"})
    assert status == 409 and answer["code"] == 40901, answer
    server.stop()
    server = bench.serve("--clock", "2024-07-18T17:00:00+08:00", data=bench.data)
    assert state(bench, server, token, "E1")["eventStatus"] == "completed"


def test_a_damaged_log_of_events_is_said_at_the_start(bench):
    server, token = serve(bench, copied=True)
    for number in range(3):
        status, answer = send(bench, server, token, "/ingest/v1/dr-events", {
            "action": "create", "cemsId": SITE, "eventId": f"E{number}", "responseType": 1,
            "responseMode": 2, "startTime": "2024-07-18T16:00:00+08:00",
            "endTime": "2024-07-18T17:00:00+08:00"})
        assert status == 200, answer
    server.stop()
    path = bench.data / "dr" / "events.log"
    text = bytearray(path.read_bytes())
    text[40] ^= 1
    path.write_bytes(text)
    done = bench.run("serve", "--data", bench.data, "--listen", "127.0.0.1:0", status=1)
    assert "dr/events.log:1:" in done.stderr and "checksum" in done.stderr, done.stderr
