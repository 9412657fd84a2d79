package sheet

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestXLSXSurvivesAnyText(t *testing.T) {
	for _, text := range []string{"a\x00b\x1f", "\xff\xfe", "<&>\"", strings.Repeat("ä", 40_000), "\ufffe", "a\r\nb", " padded "} {
		var b bytes.Buffer
		w := XLSX(&b, text)
		if err := errors.Join(w.Head([]Column{{Title: text}}), w.Row([]Cell{Text(text)}), w.Close()); err != nil {
			t.Fatalf("%.20q: %v", text, err)
		}
		f, err := excelize.OpenReader(&b)
		if err != nil {
			t.Fatalf("%.20q gives a broken workbook: %v", text, err)
		}
		if rows, err := f.GetRows(f.GetSheetName(0)); err != nil || len(rows) != 2 {
			t.Errorf("%.20q: %d rows, %v", text, len(rows), err)
		}
		_ = f.Close()
	}
}
