"""What gives a resource its tags."""

from pillars.checking import Remedy


def tagging(console: str, tags: dict[str, str]) -> Remedy:
    """By the tagging API, the stack or the provider; buckets, of which each change replaces all
    tags, by lines of their own. Values in capitals are for people to choose.
    """
    pairs = ",".join(f"{key}={value}" for key, value in tags.items())
    listed = "".join(f"\n      - {{Key: {key}, Value: {value}}}" for key, value in tags.items())
    inline = ", ".join(f'{key} = "{value}"' for key, value in tags.items())
    return Remedy(
        console=console,
        cli="aws resourcegroupstaggingapi tag-resources --region {region} "
        f"--resource-arn-list {{id}} --tags {pairs}",
        cloudformation=(
            "Stack:\n"
            "  Type: AWS::CloudFormation::Stack\n"
            "  Properties:\n"
            "    # the tags of a stack reach what it makes\n"
            "    TemplateURL: TEMPLATE_URL\n"
            f"    Tags:{listed}"
        ),
        terraform=f'provider "aws" {{\n  default_tags {{\n    tags = {{ {inline} }}\n  }}\n}}',
        cost="Free",
        others=((":s3:", _of_bucket(tags, listed)),),
    )


def _of_bucket(tags: dict[str, str], listed: str) -> Remedy:
    lines = "".join(f'    {key} = "{value}"\n' for key, value in tags.items())
    return Remedy(
        cli="# what is put replaces the tags that it has: keep those\n"
        "aws s3api get-bucket-tagging --bucket {name}\n"
        "aws s3api put-bucket-tagging --bucket {name} --tagging file://tags.json",
        cloudformation=(
            "Bucket:\n"
            "  Type: AWS::S3::Bucket\n"
            "  Properties:\n"
            '    BucketName: "{name}"\n'
            f"    Tags:{listed}"
        ),
        terraform=(
            'resource "aws_s3_bucket" "this" {\n'
            '  bucket = "{name}"\n'
            f"  tags = {{\n{lines}  }}\n"
            "}"
        ),
    )
