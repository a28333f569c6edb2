"""What an order earns and how that is booked: pure, integers in minor units."""
