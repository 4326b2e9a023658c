// Command curves measures how time and memory grow with the photos: of scan, group, a gallery's enrolment and search, and of scoring all
// pairs. Each measurement is a process of its own, so that its memory is known. It writes a table to stdout, and figures and all numbers into a
// folder.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	_ "siamface/app/process" // the program's own environment
	"siamface/model/figure"
)

func main() {
	one := flag.String("unit", "", "measure this unit alone, with as many photos as -most, and write JSON")
	most := flag.Int("most", 100_000, "up to so many photos, from 1,000 on by powers of ten")
	only := flag.String("only", "", "these units alone, separated by commas")
	orl := flag.String("orl", "", "the folder of the ORL faces")
	out := flag.String("out", "artefacts/curves", "the folder of the figures")
	flag.Parse()
	var err error
	if *one != "" {
		err = measureOne(context.Background(), *one, *most, *orl)
	} else {
		err = measureAll(*most, *only, *orl, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// row is one measurement.
type row struct {
	Unit   string `json:"unit"`
	Photos int    `json:"photos"`
	Of     string `json:"of"` // what the faces are
	measured
}

func measureOne(ctx context.Context, name string, photos int, orl string) error {
	at := slices.IndexFunc(units, func(u unit) bool { return u.name == name })
	if at < 0 {
		return fmt.Errorf("there is no unit %q", name)
	}
	real, of, err := readFaces(ctx, orl)
	if err != nil {
		return err
	}
	m, err := units[at].do(ctx, photos, real)
	if err != nil {
		return fmt.Errorf("%s of %d photos: %w", name, photos, err)
	}
	return json.NewEncoder(os.Stdout).Encode(row{name, photos, of, m})
}

func measureAll(most int, only, orl, out string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var rows []row
	for _, u := range units {
		if only != "" && !slices.Contains(strings.Split(only, ","), u.name) {
			continue
		}
		for photos := 1000; photos <= min(most, u.most) || photos <= most && only != ""; photos *= 10 {
			command := exec.Command(self, "-unit", u.name, "-most", strconv.Itoa(photos), "-orl", orl)
			command.Stderr = os.Stderr
			data, err := command.Output()
			if err != nil {
				return fmt.Errorf("%s of %d photos: %w", u.name, photos, err)
			}
			var r row
			if err := json.Unmarshal(data, &r); err != nil {
				return err
			}
			rows = append(rows, r)
			writeRow(r)
		}
	}
	return writeFolder(out, rows)
}

func writeRow(r row) {
	fmt.Printf("| %s | %d | %.3g s | %.3g s | %.0f MB |", r.Unit, r.Photos, r.Seconds, r.CPU, float64(r.Peak)/1e6)
	for _, name := range slices.Sorted(maps.Keys(r.Values)) {
		fmt.Printf(" %s: %.3g;", name, r.Values[name])
	}
	fmt.Println(" |")
}

// writeFolder writes all numbers and the figures.
func writeFolder(out string, rows []row) error {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return err
	}
	data, err := json.MarshalIndent(rows, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "curves.json"), data, 0o600); err != nil {
		return err
	}
	costs := func(of func(row) float64) (list []figure.Cost) {
		for _, r := range rows {
			if len(list) == 0 || list[len(list)-1].Name != r.Unit {
				list = append(list, figure.Cost{Name: r.Unit})
			}
			c := &list[len(list)-1]
			c.At, c.Takes = append(c.At, float64(r.Photos)), append(c.Takes, of(r))
		}
		return list
	}
	for name, f := range map[string]figure.Figure{
		"time":   figure.Growth(costs(func(r row) float64 { return r.CPU }), "photos", "seconds of processor time", figure.Style{}),
		"memory": figure.Growth(costs(func(r row) float64 { return float64(r.Peak) / 1e6 }), "photos", "MB, greatest", figure.Style{}),
	} {
		for _, format := range []string{".png", ".svg"} {
			if err := figure.Save(filepath.Join(out, name+format), f); err != nil {
				return err
			}
		}
	}
	return nil
}
