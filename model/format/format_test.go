package format_test

import (
	"fmt"
	"testing"
	"time"

	"siamface/model/format"
)

func TestPercent(t *testing.T) {
	for _, c := range []struct {
		share float64
		pairs int
		want  string
	}{
		{0.123456, 50, "12.3"},
		{0.123456, 78_000, "12.3"},
		{1, 10, "100.0"},
		{0, 300, "0.0"},
		{0.00432, 999, "0.4"},
		{0.00432, 1000, "0.43"},
		{0.0009, 9999, "0.09"},
		{0.000432, 10_000, "0.043"},
		{0.0000432, 100_000, "0.0043"},
		{0.00000432, 10_000_000, "0.0004"},
	} {
		if got := format.Percent(c.share, c.pairs); got != c.want {
			t.Errorf("%v of %d pairs: %s, want %s", c.share, c.pairs, got, c.want)
		}
	}
}

func TestClock(t *testing.T) {
	for d, want := range map[time.Duration]string{
		8 * time.Second: "0:08", 61 * time.Second: "1:01", 2*time.Hour + 3*time.Minute + 4*time.Second: "2:03:04",
	} {
		if got := format.Clock(d); got != want {
			t.Errorf("%v: %s, want %s", d, got, want)
		}
	}
}

func TestBytes(t *testing.T) {
	for n, want := range map[int64]string{10: "10 bytes", 999: "999 bytes", 10_318: "10.3 kB", 3_100_000: "3.1 MB", 5e15: "5000.0 TB"} {
		if got := format.Bytes(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{7: "7", 1000: "1,000", 1234567: "1,234,567", -1234: "-1,234"} {
		if got := format.Count(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}

// The same numbers stand in the window, on the command line and in reports.
func Example() {
	fmt.Println(format.Count(78000), "pairs: EER", format.Percent(0.0011, 1800), "% at", format.Distance(1.0274))
	fmt.Println(format.Bytes(10318))
	// Output:
	// 78,000 pairs: EER 0.11 % at 1.027
	// 10.3 kB
}

func TestRoundLeft(t *testing.T) {
	for given, want := range map[time.Duration]time.Duration{
		0: 0, time.Millisecond: time.Second, 9100 * time.Millisecond: 10 * time.Second, 11 * time.Second: 15 * time.Second, 55 * time.Second: 55 * time.Second,
		59 * time.Second: time.Minute, 61 * time.Second: 70 * time.Second, 9*time.Minute + 51*time.Second: 10 * time.Minute,
		10*time.Minute + time.Second: 11 * time.Minute, time.Hour + time.Second: time.Hour + 5*time.Minute,
	} {
		if got := format.RoundLeft(given); got != want {
			t.Errorf("%v left becomes %v, want %v", given, got, want)
		}
	}
}
