package machine

import (
	"context"
	"io/fs"
	"path/filepath"

	"keyhouse/access"
	"keyhouse/db"
)

// TableSize is one table: its rows, and its bytes with its indexes.
type TableSize = db.TableSize

// Storage is what the installation keeps, and how much room that takes.
type Storage struct {
	Engine   string // SQLite, PostgreSQL
	Version  string // of the engine
	Schema   int64
	Bytes    int64 // of the database
	Log      int64 // SQLite: of the write-ahead log beside it
	Tables   []TableSize
	Rows     int64
	Backups  int64 // bytes of this node's backups
	Files    int   // of them
	DiskFree int64
	Folder   string
}

// Storage measures it.
func (s *Store) Storage(ctx context.Context, who *access.Viewer) (Storage, error) {
	const op = "machine.Storage"
	var st Storage
	if err := s.reading(ctx, who, access.Server, op, func(*db.Tx) error { return nil }); err != nil {
		return st, err
	}
	sizes, err := s.db.Sizes(ctx)
	if err != nil {
		return st, err
	}
	st = Storage{Engine: sizes.Engine, Version: sizes.Version, Bytes: sizes.Bytes, Log: sizes.Log, Tables: sizes.Tables, DiskFree: diskFree(s.o.Data), Folder: s.o.Data}
	for _, t := range st.Tables {
		st.Rows += t.Rows
	}
	if st.Schema, err = s.db.Schema(ctx); err != nil {
		return st, err
	}
	_ = filepath.WalkDir(s.o.Backups, func(_ string, d fs.DirEntry, err error) error { // a folder that is not there holds nothing
		if err != nil {
			return filepath.SkipDir
		}
		if info, err := d.Info(); err == nil && !d.IsDir() {
			st.Backups, st.Files = st.Backups+info.Size(), st.Files+1
		}
		return nil
	})
	return st, nil
}
