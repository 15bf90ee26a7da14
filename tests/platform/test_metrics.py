from wendan.platform import metrics


def test_what_was_counted_is_told():
    metrics.payments_settled.labels("CONFIRMED", "test").inc()
    metrics.time_to_truth_seconds.observe(0.2)
    told = metrics.render().decode()

    assert 'wendan_payments_settled_total{source="test",word="CONFIRMED"} 1.0' in told
    assert 'wendan_time_to_truth_seconds_bucket{le="0.25"}' in told


def test_nothing_foreign_is_told():
    names = {line.split()[2] for line in metrics.render().decode().splitlines() if line.startswith("# TYPE")}

    assert {name for name in names if not name.startswith(("wendan_", "process_", "python_gc_"))} == set()
