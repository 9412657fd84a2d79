package bench

import (
	"bufio"
	"context"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// openPage is a page that is open as a browser's is: when its channel closes it
// opens another, at the next node, until it is told that all is over.
type openPage struct {
	home   int
	cookie string
	told   chan time.Time // when it was told
	over   atomic.Bool
	opened atomic.Int64 // how often a channel stood
	heard  atomic.Int64 // how often it heard of a change since all was calm
}

// gone says whether the page has turned to the signed-out one.
func (p *openPage) gone() bool { return p.over.Load() }

// keep keeps the page open until it is told, or ctx ends.
func (p *openPage) keep(ctx context.Context, f *fleet) {
	for i := p.home; ctx.Err() == nil && !p.gone(); i++ {
		if at := f.address(i % len(f.nodes)); at != "" {
			p.once(ctx, at)
		}
		rest(ctx, 250*time.Millisecond)
	}
}

// once opens one channel and reads what comes.
func (p *openPage) once(ctx context.Context, address string) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	if _, err := conn.Write(get(address, "/live", "Cookie: keyhouse="+p.cookie+"\r\n", 0).request); err != nil {
		return
	}
	in := bufio.NewReaderSize(conn, 512)
	if line, err := in.ReadString('\n'); err != nil || !strings.Contains(line, " 200 ") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		switch {
		case err != nil || strings.HasPrefix(line, "event: again"):
			return
		case strings.HasPrefix(line, "event: ended"):
			p.over.Store(true)
			p.told <- time.Now()
			return
		case strings.HasPrefix(line, "retry:"):
			p.opened.Add(1)
		case strings.HasPrefix(line, "data: property"):
			p.heard.Add(1)
		}
	}
}

func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
