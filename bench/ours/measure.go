package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// clock measures wall and processor time of the whole process.
type clock struct{ wall, cpu time.Duration }

var started = time.Now()

// begin starts a clock, which stop ends.
func begin() *clock { return &clock{time.Since(started), processorTime()} }

// stop makes the clock tell what one of n repeats took.
func (c *clock) stop(n int) {
	c.wall, c.cpu = (time.Since(started)-c.wall)/time.Duration(n), (processorTime()-c.cpu)/time.Duration(n)
}

func usage(whose int) (u syscall.Rusage) {
	_ = syscall.Getrusage(whose, &u) // it doesn't fail for these
	return u
}

// processorTime is that of the process and of those that it has started and waited for.
func processorTime() time.Duration {
	own, children := usage(syscall.RUSAGE_SELF), usage(syscall.RUSAGE_CHILDREN)
	return time.Duration(own.Utime.Nano() + own.Stime.Nano() + children.Utime.Nano() + children.Stime.Nano())
}

// peak is the greatest resident memory so far, in bytes.
func peak() int64 { return usage(syscall.RUSAGE_SELF).Maxrss * 1024 }

// save writes numbers as little-endian float64.
func save(path string, values []float64) error {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, values); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// put writes float32 numbers for the other side, and take reads them.
func (o options) put(name string, values []float32) error {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, values); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(o.Scratch, name), b.Bytes(), 0o600)
}

func take(path string) ([]float32, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("bench.py writes this file first: %w", err)
	}
	values := make([]float32, len(data)/4)
	return values, binary.Read(bytes.NewReader(data), binary.LittleEndian, values)
}

func wide(values []float32) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = float64(v)
	}
	return out
}
