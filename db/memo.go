package db

import (
	"sync"
	"weak"

	"keyhouse/access"
)

// memo remembers what filters look like as SQL. A viewer never changes, so the
// condition for what it asks does not either; the list of ids in it is long,
// and a page of a list asks again and again. It does not keep viewers alive.
type memo struct {
	mu    sync.RWMutex
	known map[question]piece
}

// question is what Visible was asked, and in which spelling it is answered.
type question struct {
	viewer  weak.Pointer[access.Viewer]
	verb    access.Verb
	thing   access.Thing
	groups  access.Groups
	alias   string
	dialect access.Dialect
	shape   access.Shape
}

// maxMemo bounds what is remembered; past it all is forgotten at once.
const maxMemo = 1000

// condition gives the filter as SQL, its arguments bound.
func (m *memo) condition(f *filter, d access.Dialect, s access.Shape) piece {
	if f.asked.viewer == (weak.Pointer[access.Viewer]{}) {
		return spell(f, d, s)
	}
	q := f.asked
	q.alias, q.dialect, q.shape = f.alias, d, s
	m.mu.RLock()
	p, ok := m.known[q]
	m.mu.RUnlock()
	if ok {
		return p
	}
	p = spell(f, d, s)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= maxMemo {
		m.known = map[question]piece{}
	}
	m.known[q] = p
	return p
}

func spell(f *filter, d access.Dialect, s access.Shape) piece {
	sql, args := f.f.SQL(d, f.alias, s)
	for i := range args {
		args[i] = bind(args[i])
	}
	return piece{sql, args}
}
