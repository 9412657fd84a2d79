package sheet

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"keyhouse/fault"
)

func TestAFileIsWholeOrNone(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	fill := func(w Writer) error {
		if err := w.Head([]Column{{Title: "Name"}}); err != nil {
			return err
		}
		return w.Row([]Cell{Text("Zoë")})
	}
	for _, c := range []struct {
		format string
		mark   bool
		begins string
		mime   string
	}{{"csv", true, "\ufeffName", TypeCSV}, {"csv", false, "Name", TypeCSV}, {"xlsx", false, "PK", TypeXLSX}} {
		f, err := Export("owners", c.format, c.mark, fill)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := f.WriteTo(&b); err != nil || !strings.HasPrefix(b.String(), c.begins) {
			t.Errorf("%s: %.20q, %v", c.format, b.String(), err)
		}
		if f.Type != c.mime || f.Disposition() != `attachment; filename="owners.`+c.format+`"` {
			t.Errorf("%s: %s, %s", c.format, f.Type, f.Disposition())
		}
		f.Close()
	}
	broken := errors.New("the database went away")
	if _, err := Export("owners", "csv", false, func(w Writer) error { return errors.Join(fill(w), broken) }); !errors.Is(err, broken) {
		t.Errorf("half a list: %v", err)
	}
	if _, err := Export("owners", "doc", false, fill); !fault.Is(err, fault.Invalid) {
		t.Errorf("a format there is none of: %v", err)
	}
	if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
		t.Errorf("%v is left behind, %v", left, err)
	}
}
