package imports

import (
	"context"
	"io"

	"keyhouse/access"
	"keyhouse/db"
	"keyhouse/fault"
	"keyhouse/id"
)

// source is a file to read: one that was uploaded, or one at hand.
type source struct {
	name  string
	bytes int64 // 0: unknown
	in    io.Reader
}

// Unpacked, a file may be this many times as large as it was sent, and a good
// measure more: real calendars shrink to a twentieth.
const (
	maxRatio  = 100
	freeBytes = 64 << 20
)

// limit bounds what a file may unpack to.
func (f source) limit() int64 {
	if f.bytes == 0 {
		return 0 // the reader's own
	}
	return freeBytes + maxRatio*f.bytes
}

// counted counts what is read.
type counted struct {
	io.Reader
	read func(int64)
}

func (c counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read(int64(n))
	return n, err
}

// stored gives the files of an uploaded run.
func (s *Store) stored(ctx context.Context, r *Run) []source {
	var out []source
	for i, f := range r.plan.Files {
		out = append(out, source{f.Name, f.Bytes, &storedReader{s: s, ctx: ctx, account: r.account, run: r.ID, file: i, left: f.Bytes}})
	}
	return out
}

// storedReader reads an uploaded file piece by piece.
type storedReader struct {
	s            *Store
	ctx          context.Context
	account, run id.ID
	file, part   int
	left         int64
	now          []byte
}

func (f *storedReader) Read(p []byte) (int, error) {
	if len(f.now) == 0 {
		if f.left <= 0 {
			return 0, io.EOF
		}
		if err := f.next(); err != nil {
			return 0, err
		}
	}
	n := copy(p, f.now)
	f.now = f.now[n:]
	return n, nil
}

func (f *storedReader) next() error {
	err := f.s.db.Read(f.ctx, func(tx *db.Tx) error {
		q := db.Select("p.data", "import_file p").Everything(access.System("reading an uploaded file").In(f.account)).
			And("p.run_id = ? AND p.file = ? AND p.part = ?", f.run, f.file, f.part)
		var err error
		f.now, err = db.One(f.ctx, tx, q, db.Scan1[[]byte])
		return err
	})
	if fault.KindOf(err) == fault.Missing && err != nil {
		return io.ErrUnexpectedEOF
	}
	f.part, f.left = f.part+1, f.left-int64(len(f.now))
	return err
}
