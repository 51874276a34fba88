"""The pulse of a paper: its page says that it is alive and hears how the attempt stands. As short a path as a save."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from assessments.core.noted import name_device
from assessments.forms.pulses import MAX_BYTES, read_pulse
from assessments.services.errors import NoSuchItem
from assessments.services.presence import Device, take_pulse
from people.middleware import address_of

from .save import UNREADABLE, Reply, fault, refuse, respond

logger = logging.getLogger(__name__)


@csrf_exempt  # the ticket is what no other site can know
def pulse(request: HttpRequest) -> HttpResponse:
    """The pulse through Django's middleware, where the entrance of its own is not in front."""
    return respond(take_beat(request, request.read(MAX_BYTES + 1)))


def take_beat(request: HttpRequest, body: bytes) -> Reply:
    """How the attempt stands: time, pause, seat, state; or in plain words why nothing is said."""
    if request.method != "POST":
        return fault("method", request)
    try:
        return _beat(body, device_of(request)) if len(body) <= MAX_BYTES else fault("too_large", request)
    except NoSuchItem as refusal:
        return refuse(refusal, request)
    except tuple(UNREADABLE) as error:
        return fault(UNREADABLE[type(error)], request)
    except DatabaseError as error:
        logger.error("A pulse could not be taken: %s", type(error).__name__)
        return fault("unavailable", request)


def device_of(request: HttpRequest) -> Device:
    """From where a request came."""
    return Device(name_device(request.META.get("HTTP_USER_AGENT", "")), address_of(request))


def _beat(body: bytes, device: Device) -> Reply:
    now = timezone.now()
    attempt = take_pulse(read_pulse(body), device, now=now)
    return Reply(
        200,
        {
            "now": timezone.localtime(now).isoformat(),
            "deadline": timezone.localtime(attempt.deadline).isoformat(),
            "closes_at": timezone.localtime(attempt.closes_at).isoformat(),
            "paused": attempt.paused_at is not None,
            "seat": attempt.seat,
            "state": attempt.state,
        },
    )
