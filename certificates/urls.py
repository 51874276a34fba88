"""Addresses of this app."""

from django.urls import path

from .views import own, register, signatories, verify

app_name = "certificates"

urlpatterns = [
    path("certificates/", own.mine, name="mine"),
    path("certificates/register/", register.register, name="register"),
    path("certificates/waiting/", register.claims, name="claims"),
    path("certificates/signatories/", signatories.signatories, name="signatories"),
    path("certificates/signatories/new/", signatories.appoint, name="appoint"),
    path("certificates/<uuid:uuid>/", own.detail, name="detail"),
    path("certificates/<uuid:uuid>/pdf/", own.download, name="download"),
    path("certificates/<uuid:uuid>/revoke/", register.revoke, name="revoke"),
    path("certificates/<uuid:uuid>/reissue/", register.reissue, name="reissue"),
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]
