"""People sign in with the identity provider of the network: OpenID Connect, authorization code with PKCE."""
