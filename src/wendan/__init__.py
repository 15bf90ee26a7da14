"""Wendan 稳单: no paid order is lost, no unpaid order is left alone."""
