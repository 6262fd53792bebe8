"""Scopes of suppressions: what they cover, and which are refused."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pillars.suppressions import Scope, Subject, faults, matches

VOLUME = "arn:aws:ec2:eu-west-1:111122223333:volume/vol-0abc"
SUBJECT = Subject(
    "ebs-volumes-encrypted", VOLUME, "111122223333", "eu-west-1", {"team": "pay", "env": ""}
)
KNOWN = {"ebs-volumes-encrypted", "efs-encrypted"}


@pytest.mark.parametrize(
    "scope",
    [
        Scope(check="ebs-volumes-encrypted"),
        Scope(resource=VOLUME),
        Scope(resource="arn:aws:ec2:*:volume/vol-0*"),
        Scope(tag="team"),
        Scope(tag="team=pay"),
        Scope(tag="env="),
        Scope(check="ebs-volumes-encrypted", account="111122223333", region="eu-west-1"),
    ],
)
def test_every_named_part_fits(scope):
    assert scope.covers(SUBJECT)


@pytest.mark.parametrize(
    "scope",
    [
        Scope(check="efs-encrypted"),
        Scope(resource=VOLUME + "1"),
        Scope(resource="volume/vol-0abc"),
        Scope(tag="Team"),
        Scope(tag="team=payments"),
        Scope(tag="team="),
        Scope(check="ebs-volumes-encrypted", region="eu-west-2"),
        Scope(check="ebs-volumes-encrypted", account="999922223333"),
        Scope(resource="*vol-0ab?"),
    ],
)
def test_one_part_that_does_not_fit_is_enough(scope):
    assert not scope.covers(SUBJECT)


LETTERS = st.text(alphabet="ab/:.[", max_size=8)


@given(pattern=st.text(alphabet="ab*/.[", max_size=8), text=LETTERS)
def test_a_star_stands_for_any_text_and_nothing_else_is_special(pattern, text):
    expected = re.compile(".*".join(map(re.escape, pattern.split("*"))), re.DOTALL)
    assert matches(pattern, text) == bool(expected.fullmatch(text))


def test_many_stars_take_no_time():
    started = time.process_time()
    assert not matches("*a" * 300 + "*b", "a" * 2000)
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        (Scope(check="no-such-check"), "check"),
        (Scope(), ""),
        (Scope(resource="*"), "resource"),
        (Scope(resource="arn:aws:ec2:*"), "resource"),
        (Scope(resource="arn:aws:ec2:eu-west-1:111122223333:*"), "resource"),
        (Scope(resource="**a*"), "resource"),
        (Scope(account="111122223333"), ""),
        (Scope(region="eu-west-1", account="111122223333"), ""),
        (Scope(check="efs-encrypted", account="12"), "account"),
        (Scope(check="efs-encrypted", region="Frankfurt"), "region"),
        (Scope(tag="=pay"), "tag"),
        (Scope(resource="two\nlines"), "resource"),
    ],
)
def test_what_is_refused_and_where_it_is_said(scope, field):
    assert list(faults(scope, known=KNOWN)) == [field]


@pytest.mark.parametrize(
    "scope",
    [
        Scope(check="efs-encrypted"),
        Scope(check="efs-encrypted", resource="*"),
        Scope(resource="arn:aws:s3:::logs-*"),
        Scope(resource="arn:aws:cloudwatch:eu-west-1:111122223333:alarm:Too many errors"),
        Scope(resource="*sandbox*", account="111122223333"),
        Scope(tag="team=pay", region="us-gov-west-1"),
        Scope(check="efs-encrypted", region="global"),
    ],
)
def test_what_is_taken(scope):
    assert faults(scope, known=KNOWN) == {}
