package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"filippo.io/age"

	"keyhouse/fault"
)

var notOurs = &fault.Fault{Kind: fault.Invalid, Op: "archive.Open", Say: "This file is no backup of Keyhouse."}

func newer(h Head) error {
	return &fault.Fault{Kind: fault.Invalid, Op: "archive.Open", Err: fmt.Errorf("format %d", h.Format),
		Say: fmt.Sprintf("This backup was made by a newer Keyhouse (%s). Restore it with that version or a later one.", h.Version)}
}

func damaged(err error) error {
	return &fault.Fault{Kind: fault.Invalid, Op: "archive.Read", Err: err,
		Say: "This backup is damaged: its contents are not what was written. Fetch the file again, or take another backup."}
}

// short does not wrap what it was told: io.EOF is the good end of an archive.
func short(err error) error {
	return &fault.Fault{Kind: fault.Invalid, Op: "archive.Read", Err: errors.New(err.Error()),
		Say: "This backup ends too early: the file was cut short. Fetch it again, or take another backup."}
}

// Explain puts into words what age and zstd find wrong with a file. What is
// wrong with the disk stays as it is.
func Explain(err error) error {
	var none *age.NoIdentityMatchError
	var path *fs.PathError
	switch {
	case err == nil || fault.Of(err) != nil || errors.As(err, &path):
		return err
	case errors.As(err, &none):
		return &fault.Fault{Kind: fault.Invalid, Op: "archive.Open", Field: "identity", Err: err,
			Say: "This key does not open this backup: it was encrypted to another one."}
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return short(err)
	}
	return damaged(err)
}
