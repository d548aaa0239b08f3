"""What gateways say over MQTT: the station's readings as messages, and the reports on them."""
import json
import threading
import time

import station

TOPIC = f"cems/{station.SITE}/gateway/g1/readings"
ACK = f"cems/{station.SITE}/gateway/g1/ack"


def message(hour, cells):
    """One moment of the station, in the grouped form; its id is the time."""
    points = {}
    for column, (point, parameter) in station.COLUMNS.items():
        if cells[column]:
            points.setdefault(point, []).append(f'"{parameter}":{cells[column]}')
    readings = ",".join(f'{{"pointId":"{point}","values":{{{",".join(values)}}}}}'
                        for point, values in points.items())
    moment = f"{hour:%Y-%m-%dT%H:%M:%S}+08:00"
    return f'{{"messageId":"{moment}","timeStamp":"{moment}","readings":[{readings}]}}'


def messages(table):
    return [message(hour, cells) for hour, cells in table]


def readings_in(table):
    return sum(bool(cell) for _, cells in table for cell in cells.values())


class Reports:
    """Listens to the acknowledgement topic from before the first message on."""

    def __init__(self, broker, *more, topic=ACK):
        self.reports = []
        self.process = broker.subscribe(topic, *more)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        time.sleep(0.3)  # mosquitto_sub does not say when it has subscribed.

    def _read(self):
        for line in self.process.stdout:
            if line.strip():
                self.reports.append(json.loads(line))

    def wait(self, count, seconds=20):
        """The reports, once there are so many."""
        end = time.monotonic() + seconds
        while len(self.reports) < count:
            assert time.monotonic() < end, f"{len(self.reports)} of {count} reports"
            time.sleep(0.02)
        return self.reports

    def ids(self):
        return {report.get("messageId") for report in self.reports}

    def close(self):
        self.process.kill()
        self.process.wait()
        self.thread.join()
