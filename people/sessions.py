"""Django's sessions in the database, read by a query that is made once: every request of a signed-in person does."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from .prepared import Prepared

SESSIONS = Prepared(lambda key: Session.objects.filter(session_key=key), key=str)


class SessionStore(db.SessionStore):
    """Everything but the reading is Django's."""

    def _get_session_from_db(self) -> Session | None:
        session = SESSIONS.first(key=self.session_key or "")
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session
