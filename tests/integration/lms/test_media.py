"""Which files of the media folder a browser may fetch, and how."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtailmedia.models import Media

from courses.services import enrol
from people.models import StaffProfile
from tests import factories
from tests.conftest import NOON

FILM = bytes(range(256))
SignIn = Callable[[StaffProfile], Client]


@pytest.fixture(autouse=True)
def media_root(tmp_path: Path, settings: Any) -> Path:
    """An empty folder of uploads."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def video(db: None) -> Media:
    """A film with the picture that stands for it."""
    return Media.objects.create(
        title="Phim",
        type="video",
        file=ContentFile(FILM, name="phim.mp4"),
        thumbnail=ContentFile(b"RIFF", name="phim.webp"),
    )


def fetch(client: Client, address: str, **headers: str) -> tuple[int, str, bytes]:
    answer = client.get(address, headers=headers)
    return answer.status_code, answer.get("Content-Type", ""), answer.getvalue()


# Wagtail leaves the file of a picture that it scales to the garbage collector.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.Spooled:ResourceWarning")
def test_every_file_of_a_lesson_is_served(
    sign_in: SignIn, learner: StaffProfile, video: Media, media_root: Path
) -> None:
    image = get_image_model().objects.create(title="Hình", file=get_test_image_file())
    course = factories.make_course(completion_rule="lessons")
    film = {"video": video, "title": "Phim", "transcript": "<p>Lời</p>"}
    body = [("image", {"image": image, "alt": "Một hình"}), ("video", film)]
    lesson = factories.make_lesson(course, body=body)
    enrol(learner, course, now=NOON)
    browser = sign_in(learner)

    page = browser.get(lesson.url).content.decode()

    linked = set(re.findall(r'/media/[^\s"]+', page))
    assert {address.split("/")[2] for address in linked} == {"images", "media", "media_thumbnails"}
    assert {fetch(browser, address)[0] for address in linked} == {200}


def test_video_has_its_type(client: Client, video: Media) -> None:
    assert fetch(client, video.url) == (200, "video/mp4", FILM)


@pytest.mark.parametrize(
    ("asked", "part"), [("0-1", FILM[:2]), ("100-", FILM[100:]), ("-6", FILM[-6:]), ("0-999", FILM)]
)
def test_player_gets_the_part_that_it_asks_for(client: Client, video: Media, asked: str, part: bytes) -> None:
    status, _kind, content = fetch(client, video.url, range=f"bytes={asked}")

    assert (status, content) == (206, part)


def test_part_beyond_the_end_is_refused(client: Client, video: Media) -> None:
    assert fetch(client, video.url, range="bytes=256-")[0] == 416


def test_unchanged_file_is_not_sent_again(client: Client, video: Media) -> None:
    etag = client.head(video.url)["ETag"]

    assert fetch(client, video.url, **{"if-none-match": etag})[0] == 304


@pytest.mark.parametrize("folder", ["imports", "certificates", "documents", "original_images"])
def test_other_folders_are_closed(client: Client, db: None, media_root: Path, folder: str) -> None:
    (media_root / folder).mkdir()
    (media_root / folder / "ten.txt").write_text("riêng", encoding="utf-8")

    assert client.get(f"/media/{folder}/ten.txt").status_code == 404
    assert client.get(f"/media/images/../{folder}/ten.txt").status_code == 404
    assert client.get(f"/media/images/%2e%2e/{folder}/ten.txt").status_code == 404


@pytest.mark.parametrize("path", ["media/", "media/khong-co.mp4", "media_thumbnails/"])
def test_what_is_no_file_does_not_exist(client: Client, video: Media, path: str) -> None:
    assert client.get(f"/media/{path}").status_code == 404


def test_files_are_only_read(client: Client, video: Media) -> None:
    assert client.post(video.url).status_code == 405
