package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync"
	"time"
)

// connections is how many kept-alive connections ask at once.
const connections = 16

// ask is one request, as it goes over the wire, and the status it must get.
type ask struct {
	address string // host:port
	request []byte
	status  int
}

func get(address, path, header string, status int) ask {
	return ask{address, []byte("GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\n" + header + "\r\n"), status}
}

// load is what came of asking for a while.
type load struct {
	perSecond float64
	p50, p99  time.Duration
	bytes     int           // of an answer's body
	effort    time.Duration // processor time of an exchange, the asking included
}

// hammer asks over and over on every connection for so long.
func (a ask) hammer(callers []*caller, long time.Duration) (load, error) {
	var all sync.WaitGroup
	errs := make([]error, len(callers))
	took := make([][]time.Duration, len(callers))
	start, effort := time.Now(), spent()
	for i, c := range callers {
		all.Go(func() { took[i], errs[i] = c.keepAsking(a, start.Add(long)) })
	}
	all.Wait()
	effort = spent() - effort
	seconds := time.Since(start).Seconds()
	var times []time.Duration
	for _, t := range took {
		times = append(times, t...)
	}
	if err := errors.Join(errs...); err != nil {
		return load{}, err
	}
	return load{float64(len(times)) / seconds, percentile(times, 50), percentile(times, 99), callers[0].bytes, effort / time.Duration(len(times))}, nil
}

// caller is one connection. It reads answers with as little work as can be,
// since it shares the cores with what it measures.
type caller struct {
	conn  net.Conn
	in    *bufio.Reader
	bytes int
}

func dial(address string, n int) ([]*caller, error) {
	var out []*caller
	for range n {
		c, err := net.Dial("tcp", address)
		if err != nil {
			hangUp(out)
			return nil, err
		}
		out = append(out, &caller{conn: c, in: bufio.NewReaderSize(c, 64<<10)})
	}
	return out, nil
}

func hangUp(all []*caller) {
	for _, c := range all {
		c.conn.Close()
	}
}

func (c *caller) keepAsking(a ask, until time.Time) ([]time.Duration, error) {
	var took []time.Duration
	for {
		start := time.Now()
		if start.After(until) && len(took) > 0 {
			return took, nil
		}
		if err := c.once(a); err != nil {
			return took, err
		}
		took = append(took, time.Since(start))
	}
}

func (c *caller) once(a ask) error {
	if _, err := c.conn.Write(a.request); err != nil {
		return err
	}
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	if len(line) < 12 || string(line[9:12]) != strconv.Itoa(a.status) {
		return fmt.Errorf("%.60q was answered with %q, not %d", a.request, bytes.TrimSpace(line), a.status)
	}
	length, err := c.headers()
	if err != nil {
		return err
	}
	if length >= 0 {
		c.bytes, err = c.in.Discard(length)
		return err
	}
	return c.chunks()
}

// headers reads to the blank line; -1 is a body in chunks.
func (c *caller) headers() (length int, err error) {
	length = -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil || len(line) <= 2 {
			return length, err
		}
		if name, value, _ := bytes.Cut(line, []byte(":")); bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return 0, err
			}
		}
	}
}

func (c *caller) chunks() error {
	c.bytes = 0
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, err := strconv.ParseInt(string(bytes.TrimSpace(line)), 16, 32)
		if err != nil {
			return err
		}
		n, err := c.in.Discard(int(size) + 2)
		if err != nil || size == 0 {
			return err
		}
		c.bytes += n - 2
	}
}
