package pairlist

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func TestQuoteTrimmer(t *testing.T) {
	for text, want := range map[string]string{
		"\"a\" , \"b\"  ,1\n\"c\" \r\n": "\"a\", \"b\",1\n\"c\"\r\n",
		"\"a \"\" , b\" ,c , d\n":       "\"a \"\" , b\",c , d\n",
		" \"a\" ,b \"c\" ,d":            " \"a\",b \"c\" ,d",
		"":                              "",
	} {
		for _, r := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
			if got, err := io.ReadAll(&quoteTrimmer{r: r, comma: ','}); string(got) != want || err != nil {
				t.Errorf("%q became %q, %v", text, got, err)
			}
		}
	}
	for _, text := range []string{"\"a\" b,\"c", "\"a\" \" ,b"} {
		if got, err := io.ReadAll(&quoteTrimmer{r: strings.NewReader(text), comma: ','}); err == nil {
			t.Errorf("%q became %q", text, got)
		}
	}
}
