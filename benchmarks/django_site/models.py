"""Our table `users`, with our indexes, as Django sees it: nothing of it is made or changed here."""

from django.db import models

ROLES = ("admin", "support", "auditor", "editor", "author", "viewer")
STATUSES = ("active", "invited", "suspended", "deleted")


class Person(models.Model):
    """Choices are named, so that the filters of the list need not ask the database which there are."""

    id = models.UUIDField(primary_key=True)
    email = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=64, choices=[(role, role) for role in ROLES])
    status = models.CharField(max_length=16, choices=[(status, status) for status in STATUSES])
    created_at = models.DateTimeField()
    last_sign_in_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "users"

    def __str__(self) -> str:
        return self.name
