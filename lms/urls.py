"""The map of the site. Each app brings its own part; Wagtail's pages take what is left."""

from django.conf import settings
from django.contrib.auth.views import LoginView, PasswordResetDoneView, PasswordResetView
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from lms.media import FOLDERS, media_file
from lms.ready import ready
from people.auth import NewPasswordForm, SignInForm
from people.mail import only_with_mail

urlpatterns = [
    # Wagtail's own sign-in would be a second door: everybody uses one.
    path("admin/login/", RedirectView.as_view(pattern_name="login", query_string=True)),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/login/", LoginView.as_view(authentication_form=SignInForm), name="login"),
    path(
        "accounts/password_reset/",
        only_with_mail(PasswordResetView.as_view(form_class=NewPasswordForm)),
        name="password_reset",
    ),
    path(
        "accounts/password_reset/done/",
        only_with_mail(PasswordResetDoneView.as_view()),
        name="password_reset_done",
    ),
    path("accounts/", include("django.contrib.auth.urls")),
    path("ready/", ready, name="ready"),
    path("language/", set_language, name="set_language"),
    path("", include("people.urls")),
    path("", include("courses.urls")),
    path("", include("assessments.urls")),
    path("", include("certificates.urls")),
    path("", include("reports.urls")),
]
if settings.DEBUG:
    from lms.style import style_page

    urlpatterns += [path("style/", style_page, name="style")]
urlpatterns += [path(f"media/{folder}/<path:path>", media_file, {"folder": folder}) for folder in FOLDERS]
urlpatterns += [path("", include(wagtail_urls))]
