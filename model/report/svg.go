package report

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"regexp"
	"slices"
	"strings"

	"gonum.org/v1/plot/font"

	"siamface/model/figure"
)

var colour = regexp.MustCompile(`#[0-9A-F]{6}`)

// palette collects the colours of all figures: each is a pair, for light and for dark pages, and the page chooses.
type palette struct{ pairs [][2]string }

// nameColours is the CSS variable of a pair of colours.
func (p *palette) nameColours(light, dark string) string {
	pair := [2]string{light, dark}
	at := slices.Index(p.pairs, pair)
	if at < 0 {
		at = len(p.pairs)
		p.pairs = append(p.pairs, pair)
	}
	return fmt.Sprintf("var(--f%d)", at)
}

// writeCSS declares the variables.
func (p *palette) writeCSS() template.CSS {
	var light, dark strings.Builder
	for i, pair := range p.pairs {
		fmt.Fprintf(&light, "--f%d:%s;", i, pair[0])
		fmt.Fprintf(&dark, "--f%d:%s;", i, pair[1])
	}
	return template.CSS(fmt.Sprintf(":root{%s}\n@media screen and (prefers-color-scheme:dark){:root{%s}}", light.String(), dark.String())) //nolint:gosec // colours alone
}

// drawSVG draws a figure as a part of the page, once for both themes: a figure differs between them in colours alone.
func (p *palette) drawSVG(f func(figure.Style) figure.Figure, language string, second font.Font) (template.HTML, error) {
	style := figure.Style{Labels: figureLabels(language), Font: second}
	light, err := figure.Encode(f(style), ".svg")
	if err != nil {
		return "", err
	}
	style.Dark = true
	dark, err := figure.Encode(f(style), ".svg")
	if err != nil {
		return "", err
	}
	inDark := colour.FindAll(dark, -1)
	if len(colour.FindAll(light, -1)) != len(inDark) {
		return "", errors.New("a figure has another shape on dark pages than on light ones")
	}
	at := -1
	themed := colour.ReplaceAllFunc(light, func(found []byte) []byte {
		at++
		return []byte(p.nameColours(string(found), string(inDark[at])))
	})
	_, body, ok := bytes.Cut(themed, []byte("<svg "))
	if !ok {
		return "", errors.New("a figure came without its picture")
	}
	return template.HTML(`<svg role="img" ` + string(body)), nil //nolint:gosec // the canvas escapes its texts
}

// figureLabels are the words of the figures.
func figureLabels(language string) figure.Labels {
	return figure.TranslateLabels(func(name string) string { return texts()[language]["label."+name] })
}
