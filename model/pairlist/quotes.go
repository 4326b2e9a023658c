package pairlist

import (
	"errors"
	"io"
)

// errQuote is a field that goes on behind its closing quote and spaces.
var errQuote = errors.New("a field in quotes goes on behind them")

// quoteTrimmer drops the spaces behind a quoted field, as in "a.jpg" , "b.jpg", which a reader of tables refuses.
type quoteTrimmer struct {
	r     io.Reader
	comma byte
	at    fieldPart
}

// fieldPart is where in a field a byte stands.
type fieldPart int

const (
	atStart fieldPart = iota // where a quote may open it
	inPlain
	inQuotes
	afterQuote  // which closes the field, unless a second one follows at once
	afterSpaces // behind the closing quote
)

func (q *quoteTrimmer) Read(p []byte) (n int, err error) {
	for n == 0 && err == nil && len(p) > 0 {
		var read int
		read, err = q.r.Read(p)
		for _, c := range p[:read] {
			if q.at == afterSpaces && c != ' ' && c != q.comma && c != '\r' && c != '\n' {
				return n, errQuote // without the spaces it would read as something else
			}
			if q.keep(c) {
				p[n] = c
				n++
			}
		}
	}
	return n, err
}

// keep follows a byte and tells whether it stays.
func (q *quoteTrimmer) keep(c byte) bool {
	switch {
	case q.at == inQuotes:
		if c == '"' {
			q.at = afterQuote
		}
	case q.at == afterQuote && c == '"':
		q.at = inQuotes
	case c == q.comma || c == '\n':
		q.at = atStart
	case q.at == atStart && c == '"':
		q.at = inQuotes
	case c == ' ' && (q.at == afterQuote || q.at == afterSpaces):
		q.at = afterSpaces
		return false
	case c != ' ' && c != '\r':
		q.at = inPlain
	}
	return true
}
