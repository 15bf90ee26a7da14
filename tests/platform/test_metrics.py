from wendan.platform.metrics import Metrics


def test_what_was_counted_is_told():
    metrics = Metrics()
    metrics.payments_settled.labels("SUCCEEDED", "callback").inc()
    metrics.time_to_truth_seconds.observe(0.2)
    told = metrics.render().decode()

    assert 'wendan_payments_settled_total{source="callback",word="SUCCEEDED"} 1.0' in told
    assert 'wendan_time_to_truth_seconds_bucket{le="0.25"} 1.0' in told


def test_two_processes_in_one_test_do_not_share_their_counters():
    first, second = Metrics(), Metrics()
    first.orders_placed.inc()

    assert "wendan_orders_placed_total 0.0" in second.render().decode()
