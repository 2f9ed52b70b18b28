"""Going through all sealed columns of a district; one batch is tested in test_fields.py."""

from unittest.mock import patch

from django.conf import settings

from hejia.kernel import resealing


def test_every_column_of_the_district_is_gone_through(committed_db):
    """Through the door, batch by batch, telling how far it is."""
    told = []
    batches = {"a": [[(1,), (2,)], [(3,)], []], "b": [[]]}

    def batch(column, size, *, after, using):
        return batches[column].pop(0)

    class Named(str):
        purpose = property(str)

    with (
        patch.object(resealing, "sealed_fields", lambda: [Named("a"), Named("b")]),
        patch.object(resealing, "reseal_batch", batch),
    ):
        done = resealing.reseal(settings.DISTRICT, lambda *at: told.append(at), using="default")
    assert (done, told) == (3, [("a", 2), ("a", 3)])
