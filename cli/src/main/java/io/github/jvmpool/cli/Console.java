package io.github.jvmpool.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;

/** What the demo says: headings, lines and verdicts, coloured where a terminal shows it, numbers the same in every country. */
final class Console {
    private final PrintWriter out;
    private final Ansi ansi;
    private boolean asTold = true;

    Console(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void heading(String text) {
        blank();
        print("bold", text);
    }

    void blank() {
        out.println();
    }

    void line(String format, Object... args) {
        out.println("  " + format(format, args));
    }

    /** Says what was seen and whether that is what was told; if not, the demo fails at its end. */
    void verdict(boolean good, String format, Object... args) {
        var text = format(format, args);
        if (good) print("green", "  " + text);
        else print("bold,red", "  NOT AS TOLD: " + text);
        asTold &= good;
    }

    /** {@return whether every verdict was good} */
    boolean asTold() {
        return asTold;
    }

    static String format(String format, Object... args) {
        return String.format(Locale.ROOT, format, args);
    }

    static String seconds(Duration time) {
        return format("%.2f s", time.toNanos() / 1e9);
    }

    static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private void print(String style, String text) {
        // Not as markup: what a message contains must stay text.
        var styles = Ansi.Style.parse(style);
        out.println(ansi.enabled() ? Ansi.Style.on(styles) + text + Ansi.Style.reset.on() : text);
    }
}
