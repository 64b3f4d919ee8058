package dev.potoroo.postgres.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.potoroo.connector.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QualifiedNameTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "alert_log             | \"alert_log\"           | alert_log",
        "public.Alert_Log      | \"public\".\"alert_log\"| public.alert_log",
        "\"we\"\"ird\".\"x.y\" | \"we\"\"ird\".\"x.y\"   | \"we\"\"ird\".\"x.y\"",
        "\"Ünïcode\"           | \"Ünïcode\"             | \"Ünïcode\"",
        "größe$1               | \"größe$1\"             | \"größe$1\"",
        "\"; drop table x; --\"| \"; drop table x; --\"  | \"; drop table x; --\""
      })
  void readsNamesAsSqlWritesThem(String text, String quoted, String shown) {
    QualifiedName name = QualifiedName.parse(text);

    assertThat(name.quoted()).isEqualTo(quoted);
    assertThat(name).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "a.",
        ".b",
        "a b",
        "a-b",
        "1a",
        "\"open",
        "\"a\"b",
        "\"\"",
        "a.b.c",
        "a;b",
        "\"nul\0\"",
        "nul\0",
        "a_name_of_sixty_four_bytes_is_one_byte_longer_than_the_server_keeps"
      })
  void refusesWhatIsNoName(String text) {
    assertThatThrownBy(() -> QualifiedName.parse(text)).isInstanceOf(ConfigurationException.class);
  }

  @Test
  void showsHowToQuote() {
    assertThatThrownBy(() -> QualifiedName.parse("my-table"))
        .hasMessage(
            "expected a name such as table, schema.table or \"Odd name\".\"x.y\" (double quotes"
                + " around odd ones, doubled inside), got my-table");
  }

  @Test
  void takesOneNameOnlyForAColumn() {
    assertThat(SqlName.parse("\"a.b\"").value()).isEqualTo("a.b");
    assertThatThrownBy(() -> SqlName.parse("a.b"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("a name with a dot goes in double quotes");
  }
}
