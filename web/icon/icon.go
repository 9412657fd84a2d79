// Package icon has the pictures of the screens: Material icons, which their
// module keeps as IconVG bytes, redrawn at start-up as inline SVG that takes
// the colour of the text around it. An icon never stands for a word: it is
// hidden from screen readers, and what it sits in carries the name.
package icon

import (
	"context"
	"io"
	"strings"

	"golang.org/x/exp/shiny/iconvg"
)

// Icon is one picture. It is a templ component: @icon.Home. The zero Icon draws nothing.
type Icon struct{ svg string }

// Render writes the picture.
func (i Icon) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, i.svg)
	return err
}

// IsZero reports whether there is no picture.
func (i Icon) IsZero() bool { return i.svg == "" }

// draw redraws an IconVG picture. The bytes are compiled in, so a broken one
// is a broken build: it panics.
func draw(data []byte) Icon {
	var p pen
	if err := iconvg.Decode(&p, data, nil); err != nil {
		panic("icon: " + err.Error())
	}
	return Icon{open(p.box) + p.path.String() + `"/></svg>`}
}

func open(box iconvg.Rectangle) string {
	w, h := box.AspectRatio()
	corner := []string{number(box.Min[0]), number(box.Min[1]), number(w), number(h)}
	return `<svg class="icon" viewBox="` + strings.Join(corner, " ") + `" aria-hidden="true" focusable="false"><path d="`
}
