namespace Thunder {
namespace Exchange {

    // @json 1.0.0
    struct EXTERNAL ILamp : virtual public Core::IUnknown {
        union Value { int number; bool flag; };

        // @brief Names all lamps
        virtual Core::hresult Names(std::map<string, uint8_t>& names /* @out */) = 0;

        // @brief Sets a value
        virtual Core::hresult Set(const Value& value, const char* name) = 0;

        // @brief Sets all
        virtual Core::hresult All(const std::vector<std::vector<bool>>& all) = 0;
    };

} // namespace Exchange
} // namespace Thunder
