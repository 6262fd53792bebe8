"""Links into AWS's console: the resource itself where it is known how, else its service."""

import pytest

from reviewapp.findings.console import console_link


@pytest.mark.parametrize(
    ("arn", "region", "link"),
    [
        (
            "arn:aws:ec2:eu-west-1:111122223333:volume/vol-1",
            "",
            "https://console.aws.amazon.com/ec2/home?region=eu-west-1#VolumeDetails:volumeId=vol-1",
        ),
        (
            "arn:aws:s3:::my-bucket",
            "eu-west-1",
            "https://console.aws.amazon.com/s3/buckets/my-bucket?region=eu-west-1",
        ),
        (
            "arn:aws:iam::111122223333:role/service/build",
            "global",
            "https://console.aws.amazon.com/iam/home#/roles/details/build",
        ),
        (
            "arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/1-2",
            "",
            "https://console.amazonaws-us-gov.com/kms/home?region=us-gov-west-1#/kms/keys/1-2",
        ),
        (
            "arn:aws:glue:eu-west-1:111122223333:job/nightly",
            "",
            "https://console.aws.amazon.com/glue/home?region=eu-west-1",
        ),
        (
            "arn:aws:fsx:eu-west-1:111122223333:file-system/fs-1",
            "",
            "https://console.aws.amazon.com/fsx/home?region=eu-west-1#file-system-details/fs-1",
        ),
        (
            "arn:aws:mq:eu-west-1:111122223333:broker:orders:b-1",
            "",
            "https://console.aws.amazon.com/amazon-mq/home?region=eu-west-1#/brokers",
        ),
        ("orders", "eu-west-1", ""),
        ("arn:evil:s3:::x", "", ""),
        ("", "", ""),
    ],
)
def test_link(arn, region, link):
    assert console_link(arn, region=region) == link


def test_what_a_resource_is_called_cannot_leave_its_place():
    link = console_link('arn:aws:s3:::a"><script>/../x?y#z', region="eu west")
    assert '"' not in link
    assert "<" not in link
    assert link.endswith("?region=eu%20west")
