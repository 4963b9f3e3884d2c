"""The list as our Users page has it; everything else as Django comes: 100 rows, both counts."""

from django.contrib import admin
from django_site.models import Person


@admin.register(Person)
class People(admin.ModelAdmin):
    list_display = ("name", "email", "role", "status", "created_at", "last_sign_in_at")
    list_filter = ("role", "status")
    search_fields = ("name", "email")
    ordering = ("-created_at",)
