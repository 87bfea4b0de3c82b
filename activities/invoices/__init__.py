"""Invoices of what was charged and given back: numbers without gap, PDF, and XML by EN 16931."""
