package server

import (
	"context"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"keyhouse/archive"
	"keyhouse/db"
	"keyhouse/fault"
)

// CheckBackup reads a backup to its end with one of the keys, and gives what it
// is. What is wrong with it is a fault in plain words.
func CheckBackup(r io.Reader, keys []age.Identity) (archive.Head, error) {
	in, err := archive.Open(r, keys)
	if err != nil {
		return archive.Head{}, err
	}
	defer in.Close()
	if latest := db.LatestSchema(); in.Head.Schema > latest {
		return in.Head, &fault.Fault{Kind: fault.Invalid, Op: "server.CheckBackup", Err: fmt.Errorf("schema %d, %d is known", in.Head.Schema, latest),
			Say: fmt.Sprintf("This backup was made by a newer Keyhouse (%s). Restore it with that version or a later one.", in.Head.Version)}
	}
	var rows int64
	for {
		t, err := in.NextTable()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return in.Head, err
		}
		n, err := skim(in)
		if err != nil {
			return in.Head, err
		}
		if rows += n; n != t.Rows {
			return in.Head, fault.Bad("server.CheckBackup", "", fmt.Sprintf("This backup is damaged: %d of %d rows of one table are there.", n, t.Rows))
		}
	}
	if rows != in.Head.Rows {
		return in.Head, fault.Bad("server.CheckBackup", "", fmt.Sprintf("This backup is damaged: %d of %d rows are there.", rows, in.Head.Rows))
	}
	return in.Head, nil
}

// skim reads the rows of a table and counts them.
func skim(in *archive.Opened) (n int64, err error) {
	for {
		if _, err := in.NextRow(); errors.Is(err, io.EOF) {
			return n, nil
		} else if err != nil {
			return n, err
		}
		n++
	}
}

// Restore makes dsn's database hold what a backup does. The backup is read
// twice: once to know that it is whole, once to write it; nothing is begun with
// one that is not. A database that anybody uses is refused.
func Restore(ctx context.Context, r io.ReadSeeker, keys []age.Identity, dsn string) (archive.Head, error) {
	if err := notEmpty(db.CheckEmpty(ctx, dsn)); err != nil {
		return archive.Head{}, err
	}
	head, err := CheckBackup(r, keys)
	if err != nil {
		return head, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return head, err
	}
	in, err := archive.Open(r, keys)
	if err != nil {
		return head, err
	}
	defer in.Close()
	return head, notEmpty(db.Fill(ctx, dsn, head.Schema, tables{in}))
}

func notEmpty(err error) error {
	if errors.Is(err, db.ErrNotEmpty) {
		return &fault.Fault{Kind: fault.Conflict, Op: "server.Restore", Field: "database", Err: err,
			Say: "This database is in use: there are accounts in it, or something that is not ours. Restore into a new file or an empty database; nothing was changed."}
	}
	return err
}

// tables are an archive as db reads it.
type tables struct{ *archive.Opened }

// NextTable gives the next table in db's words.
func (t tables) NextTable() (db.Shape, error) {
	next, err := t.Opened.NextTable()
	return db.Shape{Table: next.Name, Columns: next.Columns, Kinds: next.Kinds, Rows: next.Rows}, err
}
