"""Refusals about webhooks."""

from footlights.kit.errors import NotFound


class NoSuchWebhook(NotFound):
    code = "no_such_webhook"


class NoSuchDelivery(NotFound):
    code = "no_such_delivery"
