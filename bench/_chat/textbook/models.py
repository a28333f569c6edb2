"""The table of the textbook's chat."""

from django.db import models


class TextbookMessage(models.Model):
    sender = models.CharField(max_length=40)
    receiver = models.CharField(max_length=40)
    text = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "textbook"
