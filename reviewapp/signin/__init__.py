"""How people sign in: second factors, an organisation's own sign-in, sessions, addresses."""
