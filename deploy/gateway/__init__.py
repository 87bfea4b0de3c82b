"""A stand-in of the payment gateway: speaks to Stripe's own client the part of its API that we use."""
