"""GuardDuty: the detector of a region and what it watches."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects("guardduty.detector", call="guardduty:ListDetectors", actions=("guardduty:GetDetector",))
def detectors(reader: Reader) -> Iterator[Item]:
    for detector_id in reader.pages("list_detectors", "DetectorIds"):
        detector = reader.call("get_detector", DetectorId=detector_id)
        arn = reader.arn("guardduty", f"detector/{detector_id}")
        data = {"DetectorId": detector_id, **detector}
        yield Item(arn, data, name=detector_id, tags=tag_map(detector.get("Tags")))
