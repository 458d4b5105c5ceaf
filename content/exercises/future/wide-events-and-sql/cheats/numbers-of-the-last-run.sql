SELECT * FROM (
  VALUES ('2', '2.9.1', 38, 38), ('1', '2.9.1', 41, 3), ('2', '4.2.0', 80, 5), ('1', '4.2.0', 81, 4)
) AS yesterday (building, firmware, commands, slow);
