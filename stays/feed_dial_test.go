package stays

import (
	"context"
	"net"
)

type dial = func(ctx context.Context, network, address string) (net.Conn, error)

// dialsTo is a name service that says every name leads to one address.
func dialsTo(g *fetcher, there string) dial {
	d := net.Dialer{Control: g.control}
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return d.DialContext(ctx, network, there)
	}
}

// dialsExcept looks at every address as usual, but for one that stands for a
// server on the internet.
func dialsExcept(g *fetcher, outside string) dial {
	d := net.Dialer{Control: g.control}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == outside {
			return (&net.Dialer{}).DialContext(ctx, network, address)
		}
		return d.DialContext(ctx, network, address)
	}
}

func port(c *channel) string {
	_, port, _ := net.SplitHostPort(c.Listener.Addr().String())
	return port
}
